/** Small decoders: each checks one shape, keeps the known fields and leaves unknown ones out. */

export type Decoder<T> = (value: unknown, path: string) => T;
export type Decoded<D> = D extends Decoder<infer T> ? T : never;

export class MalformedError extends Error {
  constructor(path: string, expected: string) {
    super(`${path}: expected ${expected}`);
    this.name = 'MalformedError';
  }
}

interface Optional<T> {
  readonly optional: true;
  readonly nullable?: true;
  readonly decode: Decoder<T>;
}
type Field = Decoder<unknown> | Optional<unknown>;
type Fields = Record<string, Field>;

type RequiredKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends Optional<unknown> ? never : K;
}[keyof F];
type OptionalKeys<F extends Fields> = Exclude<keyof F, RequiredKeys<F>>;
type ObjectOf<F extends Fields> = {
  readonly [K in RequiredKeys<F>]: F[K] extends Decoder<infer T> ? T : never;
} & {
  readonly [K in OptionalKeys<F>]?: F[K] extends Optional<infer T> ? T : never;
};
type Flat<T> = { [K in keyof T]: T[K] };

export const text: Decoder<string> = (value, path) => {
  if (typeof value !== 'string') throw new MalformedError(path, 'a string');
  return value;
};

export const flag: Decoder<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw new MalformedError(path, 'true or false');
  return value;
};

export const number: Decoder<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new MalformedError(path, 'a number');
  return value;
};

/** Counts, offsets, sequence numbers and times: whole and not negative. */
export const count: Decoder<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new MalformedError(path, 'a whole number from 0');
  }
  return value;
};

export function literal<const T extends string | boolean>(expected: T): Decoder<T> {
  return (value, path) => {
    if (value !== expected) throw new MalformedError(path, JSON.stringify(expected));
    return expected;
  };
}

export function oneOf<const T extends string>(...allowed: readonly T[]): Decoder<T> {
  return (value, path) => {
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) throw new MalformedError(path, `one of ${allowed.join(', ')}`);
    return found;
  };
}

export function optional<T>(decode: Decoder<T>): Optional<T> {
  return { optional: true, decode };
}

/** Where null says something else than leaving it out. */
export function optionalOrNull<T>(decode: Decoder<T>): Optional<T | null> {
  return { optional: true, nullable: true, decode: orNull(decode) };
}

export function orNull<T>(decode: Decoder<T>): Decoder<T | null> {
  return (value, path) => (value === null ? null : decode(value, path));
}

export function list<T>(decode: Decoder<T>): Decoder<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new MalformedError(path, 'a list');
    return value.map((item, index) => decode(item, `${path}[${String(index)}]`));
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A null counts as absent, unless it says something. */
export function object<F extends Fields>(fields: F): Decoder<Flat<ObjectOf<F>>> {
  return (value, path) => {
    if (!isObject(value)) throw new MalformedError(path, 'an object');
    const result: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(fields)) {
      const given = value[name];
      const at = `${path}.${name}`;
      if (typeof field === 'function') {
        result[name] = field(given, at);
      } else if (given !== undefined && (given !== null || field.nullable === true)) {
        result[name] = field.decode(given, at);
      }
    }
    return result as Flat<ObjectOf<F>>;
  };
}

/** An object whose fields are not known here: options that only the server understands. */
export const record: Decoder<Readonly<Record<string, unknown>>> = (value, path) => {
  if (!isObject(value)) throw new MalformedError(path, 'an object');
  return value;
};
