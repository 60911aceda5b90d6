/** The Postgres schema of the tables; `public` by default. */
export interface SchemaOption {
  schema?: string;
}

/** One page of a list; pass `nextCursor` as `cursor` for the next one. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
