import { describe, expect, test } from 'vitest';
import { Turns } from '../../../src/cli/transform-turns.ts';

/** Two threads' ends of one output, driven in turn. */
function two() {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const written: string[] = [];
  const write = (bytes: Uint8Array) => written.push(Buffer.from(bytes).toString());
  return { a: new Turns(shared, 0, write), b: new Turns(shared, 0, write), text: () => written.join(''), written };
}
const bytes = (text: string) => Buffer.from(text);

describe('threads that write in turns', () => {
  test('a job whose turn it is goes out at once', () => {
    const { a, written } = two();
    a.begin(0);
    a.put(bytes('one '));
    expect(written).toEqual(['one ']);
  });

  test('later jobs wait for earlier ones, several of one thread too', () => {
    const { a, b, text } = two();
    a.begin(0);
    b.begin(1);
    b.put(bytes('B1 '));
    b.put(bytes('B1 '));
    b.end();
    b.begin(2);
    b.put(bytes('C2 '));
    expect(text()).toBe('');
    a.put(bytes('A0 '));
    a.end();
    expect(text()).toBe('A0 ');
    b.put(bytes('C2 '));
    b.end();
    b.finish();
    expect(text()).toBe('A0 B1 B1 C2 C2 ');
  });

  test('jobs that make nothing hand the turn on', () => {
    const { a, b, text } = two();
    a.begin(0);
    b.begin(1);
    b.end();
    a.end();
    a.begin(2);
    b.finish();
    a.put(bytes('after two empty ones'));
    expect(text()).toBe('after two empty ones');
  });

  test('what is kept may be reused by its maker, and grows past its first room', () => {
    const { a, b, text } = two();
    a.begin(0);
    b.begin(1);
    const piece = Buffer.alloc(300_000);
    let wanted = '';
    for (let i = 0; i < 9; i++) {
      piece.fill(String(i));
      b.put(piece);
      wanted += piece.toString();
    }
    piece.fill('x');
    b.end();
    a.end();
    b.finish();
    expect(text()).toBe(wanted);
  });
});
