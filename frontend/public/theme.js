// Runs before the style sheet, so that the first paint has the right theme and language.
(function () {
  var root = document.documentElement;
  function stored(key) {
    try {
      return localStorage.getItem(key);
    } catch (e) {
      return null;
    }
  }
  var theme = stored('parley.theme');
  root.dataset.theme = theme === 'light' || theme === 'dark' ? theme : 'system';
  var language = stored('parley.language');
  if (language === 'en' || language === 'zh-CN') root.lang = language;
  else if (/^zh/i.test(navigator.language || '')) root.lang = 'zh-CN';
})();
