import { pairParticipants } from '../rules/participant.js';
import { type Book, type Books, bookKey } from './books.js';

/** The books of two sources with the same line, threshold and participant, if it is certain who the participant is. */
export function pairBooks(a: Books, b: Books): [Book, Book][] {
  const spellings = pairParticipants(participantsOf(a), participantsOf(b));
  return Array.from(a.values()).flatMap(book => {
    const participant = book.participant === null ? null : spellings.get(book.participant);
    const other = participant === undefined ? undefined : b.get(bookKey({ ...book, participant }));
    return other === undefined ? [] : [[book, other]];
  });
}

/** The participants that the books are about, as their source spells them. */
export function participantsOf(books: Books): string[] {
  return [...new Set(Array.from(books.values()).flatMap(({ participant }) => participant ?? []))];
}
