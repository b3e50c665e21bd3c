import { expect, test } from 'vitest'
import { isObject, text } from './resources.ts'
import { plain, synthesize } from './synthesized.ts'

const { resources } = plain
const stage = resources.one('AWS::ApiGatewayV2::Stage')

test('the access log tells what happened, and nothing that a client wrote', () => {
  const settings = stage.properties.AccessLogSettings
  const format = isObject(settings) ? text(settings.Format) : ''
  expect(Object.keys(JSON.parse(format))).toEqual(
    expect.arrayContaining(['requestId', 'routeKey', 'status', 'latencyMs', 'ip', 'time']),
  )
  expect(format).not.toMatch(/path|query|header|body|authorization|userAgent|\$context\.http/i)
})

test('requests are throttled by default', () => {
  expect(stage.properties.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000 })
})

test('no other origin may call from a browser unless the settings name it', () => {
  expect(resources.one('AWS::ApiGatewayV2::Api').properties.CorsConfiguration).toBeUndefined()
  const open = synthesize({ settings: { corsOrigins: ['https://app.example.com'] } })
  expect(open.resources.one('AWS::ApiGatewayV2::Api').properties.CorsConfiguration).toEqual({
    AllowOrigins: ['https://app.example.com'],
    AllowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    AllowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match'],
    ExposeHeaders: ['etag', 'retry-after', 'x-request-id'],
    MaxAge: 3600,
  })
})

test('a domain of one’s own is the only address of API and pages, in links and callbacks too', () => {
  const certificateArn = 'arn:aws:acm:eu-central-1:111122223333:certificate/0b1f'
  const { resources: own, findings } = synthesize({ settings: { domain: { name: 'accounts.example.com', certificateArn } } })
  expect(own.one('AWS::ApiGatewayV2::Api').properties.DisableExecuteApiEndpoint).toBe(true)
  expect(own.one('AWS::ApiGatewayV2::DomainName').properties).toMatchObject({
    DomainName: 'accounts.example.com',
    DomainNameConfigurations: [{ CertificateArn: certificateArn, SecurityPolicy: 'TLS_1_2' }],
  })
  expect(own.at('SignIn/Client').properties.CallbackURLs).toEqual([
    'https://accounts.example.com/',
    'https://accounts.example.com/accept',
  ])
  expect(findings).toEqual([])
})
