// The model in one place: readonly plain data that every stage and every front end shares.
export * from './api-group';
export * from './branch';
export * from './comparison';
export * from './environment';
export * from './failure';
export * from './file-size';
export * from './finding';
export * from './lookup';
export * from './image-automation';
export * from './node';
export * from './note';
export * from './origin';
export * from './promotion';
export * from './reach';
export * from './remote';
export * from './rendered';
export * from './snapshot-context';
