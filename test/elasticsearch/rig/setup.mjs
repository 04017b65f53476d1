// Before the tests: the search node, once for all files. Says what is missing where it cannot be had.
import { needed } from '../../rig/needed.mjs';
import { startNode } from './node.mjs';

export async function setup(project) {
  const node = await needed(startNode);
  project.provide('searchNode', node.url);
  return () => node.stop();
}
