/** What can be sent as the value of a field: `name=value`, encoded in whatever way, several of them, or none. */
export interface HostileValue {
  readonly what: string;
  /** What must not stand in a page as it is; null where that says nothing. */
  readonly text: string | null;
  readonly pairs: (name: string) => readonly string[];
}

const value = (what: string, text: string): HostileValue => ({
  what,
  text: /[<"]/.test(text) ? text : null,
  pairs: name => [`${encodeURIComponent(name)}=${encodeURIComponent(text)}`],
});

const raw = (what: string, ...pairs: ((name: string) => string)[]): HostileValue => ({
  what,
  text: null,
  pairs: name => pairs.map(pair => pair(encodeURIComponent(name))),
});

/** Values that nobody fills in who means well. */
export const HOSTILE_VALUES: readonly HostileValue[] = [
  value('a script', '<script>alert("page")</script>'),
  value('the end of an attribute', '"><img src=x onerror=alert(1)>'),
  value('the end of a text', '</textarea></title></select><svg/onload=alert(1)>'),
  value('an attribute', 'x" autofocus onfocus="alert(1)'),
  value('SQL', "'; drop table user_market_mappings; --"),
  value('an address that runs', 'javascript:alert(1)'),
  value('another host', '//evil.example/%2f..'),
  value('a path', '../../../../etc/passwd'),
  value('other directions of writing', '\u202Egnp.exe\u2066\u200B'),
  value('a NUL', 'a\0b'),
  value('lines of a header', 'a\r\nset-cookie: a=b\r\n\r\n<b>'),
  value('10 kB of emoji', '😀'.repeat(2_560)),
  value('a huge number', '9'.repeat(400)),
  value('a number out of reach', '2147483648'),
  value('a negative number', '-1'),
  value('no number', 'NaN'),
  value('a number in other words', '1e309'),
  value('a moment out of reach', '+275760-09-13T00:00:00.000Z'),
  value('no moment', '0000-00-00T99:99'),
  value('a name that objects have', '__proto__'),
  value('a cursor of somebody', Buffer.from('["audit","x"]').toString('base64url')),
  raw('a lone surrogate', name => `${name}=%ED%A0%80`),
  raw('no UTF-8', name => `${name}=%FF%FE%C0%80`),
  raw('no encoding', name => `${name}=%zz%`),
  raw(
    'several',
    name => `${name}=a`,
    name => `${name}=%3Cscript%3E`,
    name => `${name}=`,
  ),
  raw(
    'lists',
    name => `${name}[]=a`,
    name => `${name}[x]=b`,
    name => `${name}%5B%5D=c`,
  ),
  raw('nothing', name => `${name}=`),
  raw('a missing one'),
];
