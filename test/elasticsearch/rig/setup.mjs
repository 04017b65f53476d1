// Before the tests: the search node, once for all files. Says what is missing where it cannot be had.
import { startNode } from './node.mjs';

export async function setup(project) {
  const node = await startNode();
  project.provide('searchNode', node.url);
  return () => node.stop();
}
