// Not by its name: webpack would take `createRequire` for its own to resolve, and leave nothing of it.
import nodeModule from 'node:module';
import vm from 'node:vm';

/**
 * Loads a peer dependency when it is first needed, so that whoever doesn't need it neither loads nor has it. Bundlers don't follow
 * this: an `import` or `require` of knex anywhere in the package puts knex, and the drivers it may load, into every bundle. No
 * `import()` either: plain Jest has none.
 */
export function requirePeer(name: string): ReturnType<NodeJS.Require> {
  return nodeModule.createRequire(here())(name);
}

/**
 * The same by Node's own loader, past a sandbox such as Jest's, which has none for the `import()` that PGlite uses itself. What it
 * returns lives outside too: its arrays and dates are no instances of the sandbox's.
 */
export function requirePeerOutside(name: string): ReturnType<NodeJS.Require> {
  const host: NodeJS.Process = vm.runInThisContext('process');
  // Node 20.16 has it; in an older one only a sandbox notices.
  const { createRequire } = host.getBuiltinModule?.('node:module') ?? nodeModule;
  return createRequire(here())(name);
}

/** This file, or the bundle it is in. Not by `typeof __filename`, which webpack answers for a bundle that has none. */
function here(): string {
  try {
    return __filename;
  } catch {
    return import.meta.url;
  }
}
