/**
 * The public surface of each entry as a file in `api/`, by API Extractor, so that a change of it shows in review:
 *
 *   npm run api           writes the reports
 *   npm run api -- --check  fails where one is not what the build declares, or a public declaration names a type nobody can import
 */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Extractor, ExtractorConfig, type ExtractorLogLevel } from '@microsoft/api-extractor';

const isCheck = process.argv.includes('--check');
const root = path.resolve(import.meta.dirname, '..');
const { exports }: { exports: Record<string, { import?: { types: string } }> } = JSON.parse(
  readFileSync(path.join(root, 'package.json'), 'utf8'),
);

mkdirSync(path.join(root, 'api'), { recursive: true });
let isClean = true;
for (const [entry, target] of Object.entries(exports)) {
  if (!target.import) continue;
  const name = entry === '.' ? 'index' : entry.slice(2);
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: path.join(root, target.import.types),
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'ES2022',
            lib: ['ES2023', 'ESNext.Disposable'],
            module: 'ESNext',
            moduleResolution: 'bundler',
            strict: true,
            skipLibCheck: true,
            types: ['node'],
          },
          files: [path.join(root, target.import.types)],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: path.join(root, 'api'),
        reportTempFolder: path.join(root, 'node_modules/.cache/api'),
        reportVariants: ['complete'],
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        extractorMessageReporting: {
          default: { logLevel: 'none' as ExtractorLogLevel },
          // A type in a public declaration that nobody can import: the one thing about the surface that is wrong in itself.
          'ae-forgotten-export': { logLevel: 'error' as ExtractorLogLevel, addToApiReportFile: true },
        },
        tsdocMessageReporting: { default: { logLevel: 'none' as ExtractorLogLevel } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: path.join(root, 'package.json'),
  });
  const result = Extractor.invoke(config, {
    localBuild: !isCheck,
    messageCallback: message => {
      if (message.logLevel === 'error' || message.logLevel === 'warning') console.error(`${name}: ${message.text}`);
      message.handled = true;
    },
  });
  if (result.apiReportChanged) {
    isClean &&= !isCheck;
    console.error(
      `api/${name}.api.md ${isCheck ? 'is not what the build declares: run "npm run api" and look at the change' : 'is written'}`,
    );
  }
  if (result.errorCount > 0) isClean = false;
}
process.exitCode = isClean ? 0 : 1;
