/** With which profile and in which region AWS is asked. */
import * as vscode from 'vscode';
import type { AwsConnection } from '../../session/protocol/protocol.ts';
import type { Services } from '../../views/services.ts';

/** How many connections of kept sources are offered. */
const MOST_OFFERED = 20;

/** Undefined where the user gave up. Throws in a workspace that is not trusted: profiles may run programs. */
export async function chooseAws({ sourceList }: Services, title: string): Promise<AwsConnection | undefined> {
  if (!vscode.workspace.isTrusted)
    throw new Error(vscode.l10n.t('AWS cannot be asked while the workspace is not trusted.'));
  const known = new Map<string, AwsConnection>();
  for (const source of sourceList.sources) if ('aws' in source) known.set(JSON.stringify(source.aws), source.aws);
  const usual = { label: vscode.l10n.t('Environment or default profile'), aws: {} as AwsConnection };
  const other = { label: vscode.l10n.t('Another profile or region...'), aws: undefined };
  const choices = [
    ...[...known.values()]
      .slice(0, MOST_OFFERED)
      .filter((aws) => Object.keys(aws).length > 0)
      .map((aws) => ({ label: labelOf(aws), aws })),
    usual,
    other,
  ];
  const chosen = await vscode.window.showQuickPick(choices, {
    title,
    placeHolder: vscode.l10n.t('Which AWS credentials?'),
    ignoreFocusOut: true,
  });
  return chosen === other ? typedAws(title) : chosen?.aws;
}

async function typedAws(title: string): Promise<AwsConnection | undefined> {
  const profile = await typed(
    title,
    vscode.l10n.t('Profile of the AWS configuration files; empty for the default one'),
  );
  if (profile === undefined) return undefined;
  const region = await typed(title, vscode.l10n.t("Region, such as eu-central-1; empty for the profile's own"));
  if (region === undefined) return undefined;
  return { ...(profile !== '' && { profile }), ...(region !== '' && { region }) };
}

async function typed(title: string, prompt: string): Promise<string | undefined> {
  return (await vscode.window.showInputBox({ title, prompt, ignoreFocusOut: true }))?.trim();
}

/** Profile and region, as far as they are said. */
export function labelOf({ endpoint, profile, region }: AwsConnection): string {
  const parts = [profile, region, endpoint].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(', ') : vscode.l10n.t('Environment or default profile');
}
