export class CannotHave extends Error {}
export interface SearchNode {
  readonly url: string;
  /** The same data on the same port, after a while without any. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}
export function installNode(): Promise<void>;
export function startNode(options?: { readonly heap?: string }): Promise<SearchNode>;
