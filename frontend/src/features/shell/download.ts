/** The server names the file; what it refuses shows as a download that failed, and the page stays. */
export function download(uri: string): void {
  const link = document.createElement('a');
  link.href = uri;
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}
