/** Puts the templates in place where somebody wants it; what is not ours is never touched. */
import { type Cluster, isClusterError, listAt, member, path } from './cluster.ts';
import { GENERAL_SETTINGS, TEMPLATE_OWNER, TEMPLATE_VERSION, type Template, templates } from './templates.ts';

export interface Installation {
  readonly installed: readonly string[];
  /** Left as they are: of the same version or a newer one. */
  readonly kept: readonly string[];
}

const folder = ({ kind }: Template): string => (kind === 'component' ? '/_component_template' : '/_index_template');

/** The templates as this cluster would get them: with its own general settings, where it has them. */
export async function templatesFor(cluster: Cluster): Promise<readonly Template[]> {
  const general = new Set<string>();
  for (const name of Object.values(GENERAL_SETTINGS).flat())
    if ((await lookFor(cluster, `/_component_template${path(name)}`)) !== undefined) general.add(name);
  return templates(general);
}

/**
 * Throws a `ClusterError` where the cluster refuses, and an `Error`, before anything is written, where a template of one
 * of our names is somebody else's.
 */
export async function installTemplates(cluster: Cluster): Promise<Installation> {
  const wanted = await templatesFor(cluster);
  const kept = new Set<string>();
  for (const template of wanted) {
    const version = await installedVersion(cluster, template);
    if (version !== undefined && version >= TEMPLATE_VERSION) kept.add(template.name);
  }
  const missing = wanted.filter(({ name }) => !kept.has(name));
  for (const template of missing)
    await cluster.request({ method: 'PUT', path: `${folder(template)}${path(template.name)}`, body: template.body });
  return { installed: missing.map(({ name }) => name), kept: [...kept] };
}

/** 0 if it has none; undefined if the template is not there. */
async function installedVersion(cluster: Cluster, template: Template): Promise<number | undefined> {
  const found = await lookFor(cluster, `${folder(template)}${path(template.name)}`);
  const [first] = listAt(found, template.kind === 'component' ? 'component_templates' : 'index_templates');
  const body = member(first, template.kind === 'component' ? 'component_template' : 'index_template');
  if (body === undefined) return undefined;
  if (member(body, '_meta', 'managed_by') !== TEMPLATE_OWNER)
    throw new Error(
      `There is a template of this name that was not installed from here, so nothing was changed: ${template.name}`,
    );
  return Number(member(body, 'version') ?? 0);
}

async function lookFor(cluster: Cluster, where: string): Promise<unknown> {
  try {
    return (await cluster.request({ method: 'GET', path: where })).body;
  } catch (error) {
    if (isClusterError(error) && error.kind === 'not-found') return undefined;
    throw error;
  }
}
