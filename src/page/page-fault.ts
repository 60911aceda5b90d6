/** A request that the page does not answer with what was asked for, and what to tell its sender. */
export class PageFault extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'PageFault';
  }
}

/** What a link leads to is not there. */
export function notFound(message = 'There is no such page.'): PageFault {
  return new PageFault(404, message);
}
