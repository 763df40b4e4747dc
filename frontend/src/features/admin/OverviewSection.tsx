import { useCallback, useEffect } from 'react';
import type { AdminApi } from '../../conversation/adminApi';
import type { Overview } from '../../protocol/admin';
import { DataTable } from '../../ui/DataTable';
import { useText } from '../settings/preferences';
import { Refused } from '../shell/Refused';
import { useFormats } from '../shell/useFormats';
import { useLoaded } from '../shell/useLoaded';
import { FindTrace } from './FindTrace';
import { LogLevels } from './LogLevels';
import { useAdminText } from './texts';
import { Trace } from './Trace';

const EVERY_MS = 10_000;

/** The server at work: asked again from time to time while somebody looks. */
export function OverviewSection({ api }: { readonly api: AdminApi }) {
  const t = useText();
  const words = useAdminText();
  const { value, problem, reload } = useLoaded(useCallback(() => api.overview(), [api]));
  useEffect(() => {
    const id = setInterval(() => {
      if (document.visibilityState === 'visible') reload();
    }, EVERY_MS);
    return () => {
      clearInterval(id);
    };
  }, [reload]);
  return (
    <>
      <Refused title={words.sections.overview} problem={problem} onAgain={reload} />
      {value === undefined && problem === undefined && <p className="part-note">{t.loading}</p>}
      {value !== undefined && <Figures overview={value} />}
      {value !== undefined && <Lists overview={value} />}
      <FindTrace />
      <LogLevels api={api} />
    </>
  );
}

function Figures({ overview }: { readonly overview: Overview }) {
  const words = useAdminText();
  const { number, moment } = useFormats();
  const { sockets, streams, generations, users, node, version, upSince } = overview;
  const signedIn = users?.signedIn === undefined ? '' : ` (${number(users.signedIn)} ${words.usersSignedIn})`;
  const figures: readonly (readonly [string, string | undefined])[] = [
    [words.generations, number(generations)],
    [words.sockets, number(sockets)],
    [words.streams, streams === undefined ? undefined : number(streams)],
    [words.usersTotal, users === undefined ? undefined : `${number(users.total)}${signedIn}`],
    [words.version, version],
    [words.node, node],
    [words.upSince, upSince === undefined ? undefined : moment(upSince)],
  ];
  return (
    <dl className="figures" data-testid="figures">
      {figures.map(
        ([label, value]) =>
          value !== undefined && (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function Lists({ overview: { models, nodes = [], errors } }: { readonly overview: Overview }) {
  const words = useAdminText();
  const { moment } = useFormats();
  return (
    <>
      <h2>{words.models}</h2>
      <DataTable
        label={words.models}
        testId="models"
        rows={models}
        keyOf={({ id }) => id}
        columns={[
          { key: 'model', title: words.model, cell: ({ label }) => label },
          {
            key: 'circuit',
            title: words.circuit,
            cell: ({ circuit }) =>
              circuit === undefined
                ? words.circuitClosed
                : (words.circuitStates[circuit.state] ?? circuit.state),
          },
        ]}
      />
      {nodes.length > 1 && (
        <>
          <h2>{words.nodes}</h2>
          <DataTable
            label={words.nodes}
            testId="nodes"
            rows={nodes}
            keyOf={({ id }) => id}
            columns={[
              { key: 'node', title: words.node, cell: ({ id }) => <code>{id}</code> },
              {
                key: 'lease',
                title: words.leaseUntil,
                cell: ({ leaseUntil }) => leaseUntil !== undefined && moment(leaseUntil),
              },
            ]}
          />
        </>
      )}
      <h2>{words.errors}</h2>
      {errors.length === 0 ? (
        <p className="part-note">{words.empty}</p>
      ) : (
        <DataTable
          label={words.errors}
          testId="errors"
          rows={errors.map((error, index) => ({ ...error, index }))}
          keyOf={({ at, index }) => `${String(at)}/${String(index)}`}
          columns={[
            { key: 'time', title: words.time, cell: ({ at }) => moment(at) },
            { key: 'level', title: words.level, cell: ({ level }) => <code>{level}</code> },
            { key: 'message', title: words.errorMessage, cell: ({ message }) => message },
            { key: 'trace', title: words.trace, cell: ({ traceId }) => <Trace id={traceId} linked /> },
          ]}
        />
      )}
    </>
  );
}
