/**
 * Imported first. LangChain's tracing would post citizens' words to a server when these variables are set
 * (tried), so they are deleted before any of it is loaded.
 */
for (const name of Object.keys(process.env)) {
  if (name.startsWith('LANGSMITH_') || name.startsWith('LANGCHAIN_')) delete process.env[name];
}

export {};
