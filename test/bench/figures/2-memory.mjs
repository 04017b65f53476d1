// Memory of transform with one worker, over many files and over one large one.
import { oneFile } from '../corpus.mjs';
import { bundleCli, run } from '../processes.mjs';

const GOAL_MB = 200;

export async function measure({ corpus }) {
  const cli = bundleCli();
  const large = await oneFile(corpus);
  const figure = (name, sources) => {
    const { megabytes } = run([cli, 'transform', ...sources, '--workers', '1', '-o', '/dev/null', '--quiet']);
    return {
      figure: name,
      value: `${megabytes} MB`,
      goal: `at most ${GOAL_MB} MB`,
      met: megabytes <= GOAL_MB,
      miss: megabytes / GOAL_MB,
    };
  };
  return [figure('memory, many files', corpus.files), figure('memory, one file of everything', [large])];
}
