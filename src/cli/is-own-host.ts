/** Whether a Host header names this machine itself, at this port. */
export function isOwnHost(host: string | undefined, port: number): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].some(name => host === `${name}:${port}` || (port === 80 && host === name));
}
