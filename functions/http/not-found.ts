import middy from '@middy/core'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { notFound } from '../../shared/domain/refusals.ts'
import { answers } from '../../shared/http/answers.ts'
import { observed } from '../../shared/http/observed.ts'
import { notFoundRoute } from '../../shared/routes/system.ts'

/** Whatever was sent here, there is nothing: so nothing of it is looked at. */
export const handler = middy<APIGatewayProxyEventV2>()
  .use(observed(notFoundRoute))
  .use(answers(notFoundRoute))
  .handler(() => {
    throw notFound()
  })
