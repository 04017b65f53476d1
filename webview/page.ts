/** Entry of the page's bundle. */
import './css/page.css';
import { Host, type WebviewApi } from './host.ts';
import { Inspector } from './inspector.ts';
import './parts/page-frame.ts';

declare function acquireVsCodeApi(): WebviewApi;

const api = acquireVsCodeApi();
const inspector = new Inspector((onEvent) => new Host(api, onEvent));
const page = document.createElement('bli-page');
page.inspector = inspector;
document.body.append(page);
void inspector.start();
