/** Statements as nobody should write them, and as one may: each says in a comment what of it comes from outside. */
declare function query(sql: string): void;
declare function fetchRows(): readonly { readonly name: string }[];

export const parameter = (name: string) => query(`select ${name}`); // name
export const option = (options: { readonly name: string }) => query(`select ${options.name}`); // options
export const row = () => query(`select ${fetchRows()[0]?.name}`); // fetchRows()
export const quoted = (name: string) => query(`select '${name.trim()}'`); // name.trim()
export const list = (ids: readonly string[]) => query(`in (${ids.map(id => `'${id}'`).join()})`); // ids
export const added = (name: string) => query(['select ', name].join('')); // name
export const chosen = (name: string | undefined) => query(`select ${name ?? 'id'}`); // name

const column = 'id';
const columnOf = (alias: string) => `${alias}.${column}`;
export const constant = () => query(`select ${column}`);
export const counted = (id: number) => query(`select ${id}`);
export const named = (order: 'asc' | 'desc') => query(`select 1 order by 1 ${order}`);
export const alias = () => query(`select ${columnOf('u')}, ${['a', 'b'].map(columnOf).join()}`);
