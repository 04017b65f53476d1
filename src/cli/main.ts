import { closest, readArguments, UsageError } from './arguments.ts';
import { COMMANDS, commandUsage, programUsage } from './commands.ts';
import { Output } from './output.ts';
import { VERSION } from './version.ts';

/** Runs one command line and gives its exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined) throw new UsageError(`Say what to do.\n\n${programUsage()}`);
  if (name === '--help' || name === '-h' || name === 'help') return show(programUsage());
  if (name === '--version' || name === '-v') return show(`${VERSION}\n`);
  const command = COMMANDS.find((c) => c.name === name);
  if (!command) throw new UsageError(unknownCommand(name));
  const args = readArguments(command.name, rest, command.options);
  if (args.flags.has('help')) return show(commandUsage(command));
  return command.run(args);
}

function show(text: string): number {
  Output.to(undefined).write(Buffer.from(text));
  return 0;
}

function unknownCommand(name: string): string {
  if (name.startsWith('-')) return `The command comes first: bedrock-logs COMMAND ${name}. There are: ${names()}`;
  const close = closest(
    name,
    COMMANDS.map((c) => c.name),
  );
  return `There is no command ${name}.${close ? ` Did you mean ${close}?` : ''} There are: ${names()}`;
}

const names = (): string => COMMANDS.map((c) => c.name).join(', ');

/** What went wrong, in one line; system errors without their call and stack. */
export function reasonOf(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (typeof code === 'string' && typeof path === 'string') return `${message.replace(/, \w+ '.*$/, '')}: ${path}`;
  return error instanceof Error ? error.message : String(error);
}
