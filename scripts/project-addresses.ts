/** Where package.json says that the project lives. */
export interface Addresses {
  readonly repository?: string | { readonly url?: string };
  readonly homepage?: string;
  readonly bugs?: string | { readonly url?: string };
}

/**
 * What is missing of the addresses that belong to whoever publishes. Without `repository` npm also refuses provenance, and
 * readers of the package's page on npm could not report anything.
 */
export function findMissingAddresses(manifest: Addresses): string[] {
  const { repository, homepage, bugs } = manifest;
  return Object.entries({ repository, homepage, bugs }).flatMap(([field, value]) => {
    const address = (typeof value === 'object' ? value.url : value)?.trim() ?? '';
    return address === '' ? [`package.json has no ${field}: add the address before publishing`] : [];
  });
}
