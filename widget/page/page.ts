/** Starts the chat on the full page. */
import { ChatPanel } from '../panel/chat-panel.js';

const host = document.getElementById('panel');
if (host) new ChatPanel({ host, base: '' });
