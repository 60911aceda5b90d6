/** What belongs in the tarball: the build, and what the README leads to. */
export const PUBLISHED_FILES = new RegExp(
  `^(${[
    /dist\/[\w.-]+\.(js|cjs|d\.ts|d\.cts)/,
    /docs\/[\w-]+\.md/,
    /examples\/([\w-]+\.ts|payloads\/[\w-]+\.json)/,
    /bench\/[A-Z]+\.md/,
    /(README|ARCHITECTURE|CHANGELOG|CONTRIBUTING|SECURITY)\.md/,
    /LICENSE|package\.json|dist\/third-party-licenses\.txt/,
  ]
    .map(({ source }) => source)
    .join('|')})$`,
);
