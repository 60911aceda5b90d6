import { describe, expect, it } from 'vitest';
import { findMissingAddresses } from '../../scripts/project-addresses.js';

const complete = {
  repository: { url: 'git+https://git.example/odds/market-mapping.git' },
  homepage: 'https://odds.example/market-mapping',
  bugs: 'https://git.example/odds/market-mapping/issues',
};

describe('findMissingAddresses', () => {
  it('finds nothing in a manifest with all of them, as texts or as objects', () => {
    expect(findMissingAddresses(complete)).toEqual([]);
    const { repository, bugs } = complete;
    expect(findMissingAddresses({ ...complete, repository: repository.url, bugs: { url: bugs } })).toEqual([]);
  });

  it.each(['repository', 'homepage', 'bugs'] as const)('names %s where it is missing or empty', field => {
    const { [field]: _, ...rest } = complete;
    const fault = `package.json has no ${field}: add the address before publishing`;
    expect(findMissingAddresses(rest)).toEqual([fault]);
    expect(findMissingAddresses({ ...complete, [field]: ' ' })).toEqual([fault]);
  });

  it('names an object without an address', () => {
    expect(findMissingAddresses({ ...complete, repository: {}, bugs: {} })).toHaveLength(2);
  });
});
