/** The TextMate grammar of ES|QL: the words come from the vocabulary, so that what is coloured is what is known. */
import { COMMANDS, UNSUPPORTED_COMMANDS } from '../../src/esql/vocabulary/commands.ts';
import { functionNames } from '../../src/esql/vocabulary/functions.ts';

const longestFirst = (names: Iterable<string>): string =>
  [...names].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).join('|');
const commands = longestFirst(
  [...COMMANDS.map(({ name }) => name), ...UNSUPPORTED_COMMANDS, 'SET', 'INLINESTATS'].map((name) =>
    name.replace(' ', '\\s+'),
  ),
);
const functions = longestFirst(functionNames());

export function esqlGrammar(): string {
  const grammar = {
    name: 'ES|QL',
    scopeName: 'source.esql',
    patterns: [{ include: '#all' }],
    repository: {
      all: {
        patterns: [
          { include: '#comments' },
          { include: '#strings' },
          { include: '#command' },
          { include: '#words' },
          { include: '#functions' },
          { include: '#values' },
          { include: '#names' },
          { include: '#operators' },
        ],
      },
      comments: {
        patterns: [{ name: 'comment.line.double-slash.esql', match: '//.*$' }, { include: '#block' }],
      },
      block: {
        name: 'comment.block.esql',
        begin: '/\\*',
        end: '\\*/',
        patterns: [{ include: '#block' }],
      },
      strings: {
        patterns: [
          { name: 'string.quoted.triple.esql', match: '"""[^\\r\\n]*?""""{0,2}' },
          {
            name: 'string.quoted.double.esql',
            begin: '"',
            end: '"|$',
            patterns: [{ name: 'constant.character.escape.esql', match: '\\\\[tnr"\\\\]' }],
          },
          { name: 'variable.other.quoted.esql', match: '`(?:[^`\\r\\n]|``)+`' },
        ],
      },
      command: {
        patterns: [
          {
            match: `(?i)(?:(^|;)|(\\|))\\s*(${commands})(?![A-Za-z0-9_.])`,
            captures: {
              2: { name: 'keyword.operator.pipe.esql' },
              3: { name: 'keyword.control.command.esql' },
            },
          },
          { name: 'keyword.operator.pipe.esql', match: '\\|' },
        ],
      },
      words: {
        patterns: [
          {
            name: 'keyword.operator.word.esql',
            match: '(?i)(?<![A-Za-z0-9_.@])(?:AND|OR|NOT|IN|IS|LIKE|RLIKE)(?![A-Za-z0-9_.])',
          },
          {
            name: 'keyword.other.esql',
            match:
              '(?i)(?<![A-Za-z0-9_.@])(?:BY|WHERE|AS|ON|WITH|METADATA|ASC|DESC|NULLS\\s+(?:FIRST|LAST)|APPEND_SEPARATOR)(?![A-Za-z0-9_.])',
          },
          {
            name: 'constant.language.esql',
            match: '(?i)(?<![A-Za-z0-9_.@])(?:TRUE|FALSE|NULL)(?![A-Za-z0-9_.])',
          },
        ],
      },
      functions: {
        patterns: [
          { name: 'support.function.esql', match: `(?i)(?<![A-Za-z0-9_.@])(?:${functions})(?=\\s*\\()` },
          { name: 'entity.name.function.esql', match: '(?<![A-Za-z0-9_.@])[A-Za-z_][A-Za-z0-9_]*(?=\\()' },
        ],
      },
      values: {
        patterns: [
          {
            name: 'constant.numeric.esql',
            match: '(?<![A-Za-z0-9_.@*-])(?:\\d+\\.\\d*|\\.\\d+|\\d+)(?:[eE][+-]?\\d+)?(?![A-Za-z_-])',
          },
          {
            match:
              '(?i)(?<![A-Za-z0-9_.@*-])(\\d+)\\s*(milliseconds?|ms|seconds?|sec|s|minutes?|min|m|hours?|h|days?|d|weeks?|w|months?|mo|quarters?|q|years?|yr|y)\\b',
            captures: { 1: { name: 'constant.numeric.esql' }, 2: { name: 'keyword.other.unit.esql' } },
          },
          { name: 'variable.parameter.esql', match: '\\?\\??[A-Za-z0-9_]*' },
          {
            match: '(::)\\s*([A-Za-z_]+)',
            captures: { 1: { name: 'keyword.operator.cast.esql' }, 2: { name: 'storage.type.esql' } },
          },
        ],
      },
      names: {
        name: 'variable.other.esql',
        match: '[A-Za-z_@][A-Za-z0-9_@]*(?:[.*-]+[A-Za-z0-9_@*]+)*[*]?',
      },
      operators: {
        name: 'keyword.operator.esql',
        match: '==|=~|!=|<=|>=|[<>=+\\-*/%]',
      },
    },
  };
  return `${JSON.stringify(grammar, null, 2)}\n`;
}
