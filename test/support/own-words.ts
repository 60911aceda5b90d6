import path from 'node:path';
import ts from 'typescript';

/** A part of a text that may come from outside, and how it was come to: `file:line: code`, from the text on. */
export interface Foreign {
  readonly text: string;
  readonly trail: readonly string[];
}

/** Parts that are safe for a reason that no type tells: by file and how they are written, with the reason. */
export type Trusted = ReadonlyMap<string, string>;

/**
 * Follows a text of the source code to where its parts come from: through constants, branches, templates, lists, functions and, by their
 * calls, the parameters of functions. What ends in words of the source code or in numbers is ours. All else is foreign.
 */
export class OwnWords {
  readonly #checker: ts.TypeChecker;
  readonly #calls = new Map<ts.Node, ts.CallExpression[]>();
  /** What objects that are written out give a property of an interface. */
  readonly #given = new Map<ts.Node, ts.Expression[]>();
  readonly #sources: readonly ts.SourceFile[];
  readonly #met = new Set<ts.Node>();
  readonly #trail: ts.Node[] = [];
  /** Which trusted parts were met. */
  readonly used = new Set<string>();

  /** Of the source code in some folders or files. */
  static ofFolders(folders: readonly string[], trusted: Trusted): OwnWords {
    const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
    const { fileNames, options } = ts.parseJsonConfigFileContent({ ...config, include: folders }, ts.sys, '.');
    const isOurs = ({ fileName }: ts.SourceFile) =>
      folders.some(folder => !path.relative(folder, fileName).startsWith('..'));
    return new OwnWords(ts.createProgram(fileNames, options), isOurs, trusted);
  }

  private constructor(
    program: ts.Program,
    isOurs: (file: ts.SourceFile) => boolean,
    readonly trusted: Trusted,
  ) {
    this.#checker = program.getTypeChecker();
    this.#sources = program.getSourceFiles().filter(isOurs);
    for (const call of this.find(ts.isCallExpression)) {
      const callee = this.#declarationOf(call.expression);
      if (callee) this.#calls.set(callee, [...(this.#calls.get(callee) ?? []), call]);
    }
    for (const object of this.find(ts.isObjectLiteralExpression)) this.#noteGiven(object);
  }

  #noteGiven(object: ts.ObjectLiteralExpression): void {
    const type = this.#checker.getContextualType(object);
    // What an async function returns may be a promise as well.
    const types = type?.isUnion() ? type.types : type ? [type] : [];
    for (const property of object.properties) {
      const [value] = valueGiven(property);
      const name = property.name?.getText() ?? '';
      const declaration = types.flatMap(each => each.getProperty(name)?.declarations ?? [])[0];
      if (declaration && value) this.#given.set(declaration, [...(this.#given.get(declaration) ?? []), value]);
    }
  }

  /** All nodes of a kind. */
  find<Kind extends ts.Node>(is: (node: ts.Node) => node is Kind): Kind[] {
    const found: Kind[] = [];
    const visit = (node: ts.Node): void => {
      if (is(node)) found.push(node);
      ts.forEachChild(node, visit);
    };
    this.#sources.forEach(visit);
    return found;
  }

  /** What of an expression may come from outside, as far as it was not met before. */
  foreignIn(node: ts.Expression): Foreign[] {
    if (this.#met.has(node)) return [];
    this.#met.add(node);
    this.#trail.push(node);
    const foreign = this.#foreignIn(node);
    this.#trail.pop();
    return foreign;
  }

  #foreignIn(node: ts.Expression): Foreign[] {
    const all = (parts: readonly ts.Expression[]) => parts.flatMap(part => this.foreignIn(part));
    if (isPlain(this.#checker.getTypeAtLocation(node))) return [];
    const written = `${this.#fileOf(node)}: ${node.getText()}`;
    if (this.trusted.has(written)) {
      this.used.add(written);
      return [];
    }
    if (ts.isTemplateExpression(node)) return all(node.templateSpans.map(span => span.expression));
    if (WRAPPINGS.some(is => is(node))) return all([(node as ts.ParenthesizedExpression).expression]);
    if (ts.isNewExpression(node)) return all([...(node.arguments ?? [])]);
    if (ts.isConditionalExpression(node)) return all([node.whenTrue, node.whenFalse]);
    if (ts.isBinaryExpression(node)) return all([node.left, node.right]);
    if (ts.isArrayLiteralExpression(node)) return all([...node.elements]);
    if (ts.isSpreadElement(node)) return all([node.expression]);
    if (ts.isObjectLiteralExpression(node)) return all(node.properties.flatMap(valueGiven));
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return this.#returned(node);
    if (ts.isCallExpression(node)) return this.#called(node);
    if (ts.isElementAccessExpression(node)) return all([node.expression]);
    if (ts.isPropertyAccessExpression(node)) return this.#property(node);
    if (ts.isIdentifier(node)) return this.#named(node);
    return [this.#foreign(node)];
  }

  #foreign(node: ts.Node): Foreign {
    const trail = this.#trail.map(each => {
      const { line } = ts.getLineAndCharacterOfPosition(each.getSourceFile(), each.getStart());
      return `${this.#fileOf(each)}:${line + 1}: ${each.getText().replaceAll(/\s+/g, ' ').slice(0, 80)}`;
    });
    return { text: node.getText(), trail };
  }

  #fileOf(node: ts.Node): string {
    return path.relative('.', node.getSourceFile().fileName);
  }

  #property(node: ts.PropertyAccessExpression): Foreign[] {
    const declaration = this.#declarationOf(node);
    if (declaration && ts.isPropertyAssignment(declaration)) return this.foreignIn(declaration.initializer);
    return this.#ofInterface(declaration) ?? this.foreignIn(node.expression);
  }

  /** A property of an interface whose objects are all written out in the source code: what they give it. */
  #ofInterface(declaration: ts.Node | undefined): Foreign[] | undefined {
    if (!declaration || !ts.isInterfaceDeclaration(declaration.parent)) return undefined;
    if (!MADE_HERE.has(declaration.parent.name.text)) return undefined;
    return this.#given.get(declaration)?.flatMap(value => this.foreignIn(value));
  }

  #named(node: ts.Identifier): Foreign[] {
    const declaration = this.#declarationOf(node);
    if (!declaration) return [this.#foreign(node)];
    if (ts.isVariableDeclaration(declaration)) return this.#variable(declaration, node);
    if (ts.isParameter(declaration)) return this.#parameter(declaration, node);
    if (ts.isBindingElement(declaration)) return this.#bound(declaration, node);
    if (ts.isFunctionDeclaration(declaration)) return this.#returned(declaration);
    return [this.#foreign(node)];
  }

  #variable(declaration: ts.VariableDeclaration, node: ts.Node): Foreign[] {
    if (declaration.initializer) return this.foreignIn(declaration.initializer);
    const loop = declaration.parent.parent;
    return ts.isForOfStatement(loop) ? this.foreignIn(loop.expression) : [this.#foreign(node)];
  }

  /** `{ a }` of a parameter or a constant. */
  #bound(element: ts.BindingElement, node: ts.Node): Foreign[] {
    const type = this.#checker.getTypeAtLocation(element.parent);
    const ofInterface = this.#ofInterface(type.getProperty(nameOf(element))?.declarations?.[0]);
    if (ofInterface) return ofInterface;
    let holder: ts.Node = element;
    while (ts.isBindingElement(holder)) holder = holder.parent.parent;
    if (ts.isParameter(holder)) return this.#parameter(holder, node, nameOf(element));
    if (ts.isVariableDeclaration(holder)) return this.#variable(holder, node);
    return [this.#foreign(node)];
  }

  /** What the calls of its function give it; of a callback, what the list has whose method calls it. */
  #parameter(parameter: ts.ParameterDeclaration, node: ts.Node, field?: string): Foreign[] {
    const owner = parameter.parent;
    const at = owner.parameters.indexOf(parameter);
    const given = [...(this.#calls.get(owner) ?? [])].map(call => call.arguments[at]);
    if (parameter.initializer) given.push(parameter.initializer);
    if (given.length > 0) {
      return given.flatMap(argument => (argument ? this.foreignIn(fieldOf(argument, field)) : []));
    }
    const call = owner.parent;
    if (ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression))
      return this.foreignIn(call.expression.expression);
    return [this.#foreign(node)];
  }

  #called(call: ts.CallExpression): Foreign[] {
    const { expression } = call;
    const callee = this.#declarationOf(expression);
    const written = ts.isParenthesizedExpression(expression) ? expression.expression : expression;
    if (ts.isArrowFunction(written)) return this.#returned(written);
    const passed = call.arguments[PASSES_ON[expression.getText()] ?? -1];
    if (passed) return this.foreignIn(passed);
    if (callee && ts.isParameter(callee)) return this.#parameter(callee, call);
    const ofInterface = this.#ofInterface(callee);
    if (ofInterface) return ofInterface;
    if (callee && ts.isFunctionLike(callee) && bodyOf(callee) && this.#isOurs(callee)) return this.#returned(callee);
    if (!ts.isPropertyAccessExpression(expression)) return [this.#foreign(call)];
    const { name } = expression;
    const texts = call.arguments.filter(argument => !isPlain(this.#checker.getTypeAtLocation(argument)));
    if (MADE_BY_CALLBACK.has(name.text)) return texts.flatMap(each => this.foreignIn(each));
    if (OF_ITS_PARTS.has(name.text)) {
      const owner = expression.expression;
      const isObject = ts.isIdentifier(owner) && owner.text === 'Object';
      const parts = isObject ? call.arguments : [owner];
      return parts.flatMap(each => this.foreignIn(each));
    }
    return [this.#foreign(call)];
  }

  #isOurs(node: ts.Node): boolean {
    return this.#sources.includes(node.getSourceFile());
  }

  #returned(declaration: ts.SignatureDeclaration): Foreign[] {
    const body = bodyOf(declaration);
    if (!body) return [this.#foreign(declaration)];
    if (!ts.isBlock(body)) return this.foreignIn(body as ts.Expression);
    const found: ts.Expression[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
      if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
    };
    visit(body);
    return found.flatMap(each => this.foreignIn(each));
  }

  #declarationOf(node: ts.Node): ts.Declaration | undefined {
    const symbol = this.#checker.getSymbolAtLocation(ts.isPropertyAccessExpression(node) ? node.name : node);
    const original = symbol && symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
    const declaration = original?.valueDeclaration;
    if (declaration && ts.isShorthandPropertyAssignment(declaration)) {
      return this.#checker.getShorthandAssignmentValueSymbol(declaration)?.valueDeclaration;
    }
    // A constant that is a function: what is called is the function.
    if (declaration && ts.isVariableDeclaration(declaration) && ts.isCallExpression(node.parent)) {
      const { initializer } = declaration;
      if (node.parent.expression === node && initializer && ts.isFunctionLike(initializer)) return initializer;
    }
    return declaration;
  }
}

/** Interfaces of which every object is written out: none comes from JSON, from a row or from a cast. */
export const MADE_HERE: ReadonlySet<string> = new Set([
  'Tables',
  'MigrationTarget',
  'MigrationState',
  'Guard',
  'GuardTrigger',
]);

const WRAPPINGS = [ts.isParenthesizedExpression, ts.isAwaitExpression, ts.isNonNullExpression, ts.isAsExpression];

/** Functions that return what a callback returns, and which argument that is. */
const PASSES_ON: Readonly<Record<string, number>> = { pure: 0, inTransaction: 1 };

const MADE_BY_CALLBACK = new Set(['map', 'flatMap', 'from', 'fromEntries']);

/** Methods whose result has no other parts than what they are called on. */
const OF_ITS_PARTS = new Set([
  'filter',
  'join',
  'slice',
  'keys',
  'values',
  'entries',
  'split',
  'reduce',
  'at',
  'toSorted',
  'reverse',
  'get',
  'replace',
]);

/** Numbers, truth values, and texts that the type names one by one. */
function isPlain(type: ts.Type): boolean {
  if (type.isUnion()) return type.types.every(isPlain);
  return (type.flags & PLAIN) !== 0;
}

const PLAIN =
  ts.TypeFlags.StringLiteral |
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.BigIntLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.Undefined |
  ts.TypeFlags.Null |
  ts.TypeFlags.Void |
  ts.TypeFlags.Never;

function valueGiven(property: ts.ObjectLiteralElementLike): ts.Expression[] {
  if (ts.isPropertyAssignment(property)) return [property.initializer];
  if (ts.isShorthandPropertyAssignment(property)) return [property.name];
  return ts.isSpreadAssignment(property) ? [property.expression] : [];
}

function bodyOf(declaration: ts.Node): ts.Node | undefined {
  return 'body' in declaration ? (declaration.body as ts.Node | undefined) : undefined;
}

function nameOf({ propertyName, name }: ts.BindingElement): string {
  return (propertyName ?? name).getText();
}

/** Of an object that is written out, only the field that is asked for. */
function fieldOf(node: ts.Expression, field: string | undefined): ts.Expression {
  if (field === undefined || !ts.isObjectLiteralExpression(node)) return node;
  const property = node.properties.find(each => each.name?.getText() === field);
  return property ? (valueGiven(property)[0] ?? node) : node;
}
