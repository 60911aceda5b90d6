export { createPage } from './page/create-page.js';
export type { PageAccess, PageOptions } from './page/page-options.js';
export {
  type FastifyReplyLike,
  type FastifyRequestLike,
  type KoaContextLike,
  type NodeHandler,
  toNodeHandler,
} from './page/to-node-handler.js';
