/** On pages without a chat: other tabs learn from them who is logged in now. */
import { part } from './element.js';
import { tellLogin } from './login-news.js';

tellLogin(part(document, 'meta[name="lifeline-person"]', HTMLMetaElement).content || null);
