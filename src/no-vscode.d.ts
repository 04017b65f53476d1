// Stands where `vscode` would be found in node_modules/@types, so that importing it from the core does not build.
// This is no module on purpose. The projects that may use `vscode` name its types and do not come here.
