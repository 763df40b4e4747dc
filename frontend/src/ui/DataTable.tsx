import type { ReactNode } from 'react';

export interface Column<T> {
  readonly key: string;
  readonly title: string;
  readonly numeric?: boolean;
  readonly cell: (row: T) => ReactNode;
}

interface Props<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  /** A last row, one cell for each column. */
  readonly footer?: readonly ReactNode[];
  readonly testId: string;
}

/**
 * A table on a wide page, a list of cards on a narrow one. The roles are said because some browsers forget them once
 * the rows are laid out as anything else.
 */
export function DataTable<T>({ label, columns, rows, keyOf, footer, testId }: Props<T>) {
  return (
    <table className="data-table" role="table" aria-label={label} data-testid={testId}>
      <thead>
        <tr role="row">
          {columns.map(({ key, title, numeric }) => (
            <th key={key} role="columnheader" scope="col" data-numeric={numeric}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            {columns.map(({ key, title, numeric, cell }) => (
              <Cell key={key} title={title} numeric={numeric}>
                {cell(row)}
              </Cell>
            ))}
          </tr>
        ))}
        {footer !== undefined && (
          <tr role="row" className="data-table-foot">
            {columns.map(({ key, title, numeric }, index) => (
              <Cell key={key} title={title} numeric={numeric}>
                {footer[index]}
              </Cell>
            ))}
          </tr>
        )}
      </tbody>
    </table>
  );
}

interface CellProps {
  readonly title: string;
  readonly numeric: boolean | undefined;
  readonly children: ReactNode;
}

function Cell({ title, numeric, children }: CellProps) {
  return (
    // eslint-disable-next-line jsx-a11y/no-interactive-element-to-noninteractive-role
    <td role="cell" data-title={title} data-numeric={numeric}>
      {children}
    </td>
  );
}
