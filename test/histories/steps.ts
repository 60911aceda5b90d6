import fc from 'fast-check';
import { type Change, change } from './changes.js';
import { type Patch, patch } from './values.js';

/** One of several changes in a transaction: as it is, or in a savepoint that is kept or rolled back. */
export interface Part {
  readonly change: Change;
  readonly savepoint: 'none' | 'kept' | 'undone';
}

/** What is done at once with others, each on a connection of its own. */
export type Rush = 'update' | 'edit' | 'delete' | 'remove' | 'create' | 'import' | 'revert' | 'turn';

interface Imported {
  readonly canonical: number;
  readonly patch: Patch;
  readonly isActive: boolean | null;
}

/** What is done to the log of unmapped markets. */
export type LogAct =
  | { readonly act: 'record'; readonly markets: readonly number[] }
  | {
      readonly act: 'decide';
      readonly status: 'NEW' | 'ACKNOWLEDGED' | 'IGNORED';
      readonly target: number;
      readonly notes: number;
    }
  | { readonly act: 'ignore'; readonly which: number }
  | { readonly act: 'stop ignoring'; readonly which: number }
  | { readonly act: 'revert'; readonly which: number; readonly force: boolean };

/** One step of a history. */
export type Step =
  | { readonly step: 'change'; readonly change: Change }
  | { readonly step: 'transaction'; readonly parts: readonly Part[]; readonly isCommitted: boolean }
  | { readonly step: 'import'; readonly mappings: readonly Imported[] }
  | { readonly step: 'revert'; readonly back: number; readonly force: boolean; readonly isWhole: boolean }
  | { readonly step: 'rush'; readonly rushes: readonly { readonly rush: Rush; readonly which: number }[] }
  | { readonly step: 'log'; readonly act: LogAct }
  | { readonly step: 'begin'; readonly which: number }
  | { readonly step: 'end'; readonly isCommitted: boolean }
  | { readonly step: 'prune'; readonly moment: number; readonly batchSize: number }
  | { readonly step: 'forge' | 'backup' }
  | { readonly step: 'restore'; readonly ahead: number };

/** A step, by which connection it is taken, and which moment is asked about after it. */
export type Taken = Step & { readonly by: number; readonly ask: number };

const only = <Value extends string>(...values: Value[]) => fc.constantFrom(...values);
const which = fc.nat(30);

const part: fc.Arbitrary<Part> = fc.record({ change, savepoint: only('none', 'kept', 'undone') });

const imported: fc.Arbitrary<Imported> = fc.record({
  canonical: fc.nat(7),
  patch,
  isActive: fc.constantFrom(null, true, false),
});

const rush = fc.record({
  rush: only<Rush>('update', 'edit', 'delete', 'remove', 'create', 'import', 'revert', 'turn'),
  which,
});

const logAct: fc.Arbitrary<LogAct> = fc.oneof(
  fc.record({ act: only('record'), markets: fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }) }),
  fc.record({
    act: only('decide'),
    status: only('NEW', 'ACKNOWLEDGED', 'IGNORED'),
    target: fc.nat(5),
    notes: fc.nat(2),
  }),
  fc.record({ act: only('ignore'), which: fc.nat(9) }),
  fc.record({ act: only('stop ignoring'), which: fc.nat(9) }),
  fc.record({ act: only('revert'), which: fc.nat(9), force: fc.boolean() }),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 80, arbitrary: fc.record({ step: only('change'), change }) },
  {
    weight: 16,
    arbitrary: fc.record({
      step: only('transaction'),
      parts: fc.array(part, { minLength: 1, maxLength: 5 }),
      isCommitted: fc.boolean(),
    }),
  },
  {
    weight: 14,
    arbitrary: fc.record({ step: only('import'), mappings: fc.array(imported, { minLength: 1, maxLength: 4 }) }),
  },
  {
    weight: 32,
    arbitrary: fc.record({ step: only('revert'), back: fc.nat(25), force: fc.boolean(), isWhole: fc.boolean() }),
  },
  { weight: 8, arbitrary: fc.record({ step: only('rush'), rushes: fc.array(rush, { minLength: 2, maxLength: 5 }) }) },
  { weight: 24, arbitrary: fc.record({ step: only('log'), act: logAct }) },
  { weight: 4, arbitrary: fc.record({ step: only('begin'), which }) },
  { weight: 4, arbitrary: fc.record({ step: only('end'), isCommitted: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ step: only('prune'), moment: fc.nat(1000), batchSize: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 2, arbitrary: fc.record({ step: only('forge', 'backup') }) },
  { weight: 1, arbitrary: fc.record({ step: only('restore'), ahead: fc.nat(20) }) },
);

const taken: fc.Arbitrary<Taken> = fc.tuple(step, fc.nat(2), fc.nat(5000)).map(
  ([what, by, ask]) => ({ ...what, by, ask }),
  value => {
    const { by, ask, ...what } = value as Taken;
    return [what as Step, by, ask];
  },
);

/** Histories of exactly so many steps; one that fails is shrunk to fewer. */
export function historyOf(steps: number): fc.Arbitrary<Taken[]> {
  return new ShrinkingLength(
    fc.array(taken, { minLength: steps, maxLength: steps }),
    fc.array(taken, { maxLength: steps, size: 'max' }),
  );
}

class ShrinkingLength<Value> extends fc.Arbitrary<Value> {
  constructor(
    private readonly exact: fc.Arbitrary<Value>,
    private readonly shorter: fc.Arbitrary<Value>,
  ) {
    super();
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<Value> {
    return new fc.Value(this.exact.generate(random, bias).value, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Value {
    return this.shorter.canShrinkWithoutContext(value);
  }

  override shrink(value: Value, context: unknown): fc.Stream<fc.Value<Value>> {
    return this.shorter.shrink(value, context);
  }
}
