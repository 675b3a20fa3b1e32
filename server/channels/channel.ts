/** What every channel gets; a channel never imports another. */
import type { Conversations } from '../chat/conversations.js';

export interface ChannelParts {
  conversations: Conversations;
}
/** Most bytes of one message on any channel (the main issue). */
export const MAX_MESSAGE_BYTES = 16 * 1024;
