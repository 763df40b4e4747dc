import { useCallback, useState } from 'react';
import type { AdminApi } from '../../conversation/adminApi';
import type { UsageReport } from '../../protocol/admin';
import { DataTable } from '../../ui/DataTable';
import { Segments } from '../../ui/Segments';
import { useText } from '../settings/preferences';
import { Refused } from '../shell/Refused';
import { useFormats } from '../shell/useFormats';
import { useLoaded } from '../shell/useLoaded';
import { useAdminText } from './texts';

const spans = [1, 7, 30] as const;

/** Tokens and what they cost, by user and model. */
export function UsageSection({ api }: { readonly api: AdminApi }) {
  const t = useText();
  const words = useAdminText();
  const [days, setDays] = useState<(typeof spans)[number]>(30);
  const { value, problem, reload } = useLoaded(useCallback(() => api.usage(days), [api, days]));
  return (
    <>
      <Segments
        className="admin-form"
        legend={words.usageDays}
        options={spans.map((one) => [one, words.days[one]] as const)}
        chosen={days}
        onChoose={setDays}
      />
      <Refused title={words.sections.usage} problem={problem} onAgain={reload} />
      {value === undefined && problem === undefined && <p className="part-note">{t.loading}</p>}
      {value?.rows.length === 0 && <p className="part-note">{words.noUsage}</p>}
      {value !== undefined && value.rows.length > 0 && <UsageTable report={value} />}
    </>
  );
}

function UsageTable({ report: { rows, currency } }: { readonly report: UsageReport }) {
  const words = useAdminText();
  const { number, money } = useFormats();
  const sum = (figure: (row: UsageReport['rows'][number]) => number) =>
    rows.reduce((total, row) => total + figure(row), 0);
  const priced = rows.some(({ cost }) => cost !== undefined);
  return (
    <DataTable
      label={words.sections.usage}
      testId="usage-table"
      rows={rows}
      keyOf={({ userId, model }) => `${userId}/${model}`}
      columns={[
        { key: 'user', title: words.user, cell: ({ name, userId }) => name ?? userId },
        { key: 'model', title: words.model, cell: ({ model }) => model },
        { key: 'answers', title: words.answers, numeric: true, cell: ({ answers }) => number(answers) },
        {
          key: 'in',
          title: words.promptTokens,
          numeric: true,
          cell: ({ promptTokens }) => number(promptTokens),
        },
        {
          key: 'out',
          title: words.completionTokens,
          numeric: true,
          cell: ({ completionTokens }) => number(completionTokens),
        },
        ...(priced
          ? [
              {
                key: 'cost',
                title: words.cost,
                numeric: true,
                cell: ({ cost }: UsageReport['rows'][number]) =>
                  cost === undefined ? '–' : money(cost, currency),
              },
            ]
          : []),
      ]}
      footer={[
        words.total,
        '',
        number(sum(({ answers }) => answers)),
        number(sum(({ promptTokens }) => promptTokens)),
        number(sum(({ completionTokens }) => completionTokens)),
        money(
          sum(({ cost }) => cost ?? 0),
          currency,
        ),
      ]}
    />
  );
}
