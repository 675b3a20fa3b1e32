/** The real services (knowledge, model, index, database) on a data folder of their own. */
import { loadConfig } from '../../server/config.js';
import { createServices, type Services, type ServicesOptions } from '../../server/services.js';
import { tempDir } from './temp-dir.js';

export interface StartOptions extends Partial<Omit<ServicesOptions, 'log'>> {
  env?: Record<string, string>;
  /** use this folder and leave it: the test removes it */
  dataDir?: string;
}
export interface StartedServices {
  services: Services;
  dataDir: string;
  /** what the services said while they were built and later */
  said: string[];
  close(): Promise<void>;
}

export async function startServices(options: StartOptions = {}): Promise<StartedServices> {
  const { env = {}, dataDir, store = true, ...rest } = options;
  const folder = dataDir === undefined ? tempDir() : null;
  const path = dataDir ?? (folder?.path as string);
  const said: string[] = [];
  const config = loadConfig({
    EMBEDDERS: '1',
    RATE_LIMIT_PER_MINUTE: '0',
    MAX_EVENT_LOOP_DELAY: '600000',
    ...env,
    DATA_DIR: path,
  });
  const services = await createServices(config, {
    ...rest,
    store,
    log: (message, extra) => said.push(extra ? `${message} ${JSON.stringify(extra)}` : message),
  });
  return {
    services,
    dataDir: path,
    said,
    close: async () => {
      await services.close();
      folder?.remove();
    },
  };
}
/** A model folder that does not exist: the rules alone answer. */
export const NO_MODEL = { MODEL: '/nonexistent/model' };
