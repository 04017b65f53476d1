/** Entry of the page's bundle. */
import './css/page.css';
import { setLocale } from './format.ts';
import { Host, type WebviewApi } from './host.ts';
import { Inspector } from './inspector.ts';
import './parts/page-frame.ts';

declare function acquireVsCodeApi(): WebviewApi;

setLocale(document.documentElement.lang);
const api = acquireVsCodeApi();
const inspector = new Inspector((onEvent) => new Host(api, onEvent));
const page = document.createElement('bli-page');
page.inspector = inspector;
document.body.append(page);
void inspector.start();
