// Which earlier Helm renders a chart, where that is not the newest of its major version.

/** The one that Argo CD 3.2 comes with. */
export type EarlierHelm = 'v3.18.4';
