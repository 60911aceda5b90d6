// By name, so that a bundle has the version and nothing else of the file.
export { version as PACKAGE_VERSION } from '../../package.json';
