import { commandOf, usage } from './commands.ts'
import { openFunctions } from './functions.ts'

/** `npm run roster -- …`: what operators do, by calling the operator functions. Exit code 1 and one line on stderr when it fails. */
try {
  const command = commandOf(process.argv.slice(2))
  if (command === 'help') console.log(usage)
  else {
    const result = await command.run(await openFunctions(command))
    console.log(command.json ? JSON.stringify(result, null, 2) : command.tell(result))
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
