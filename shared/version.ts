/** Of the API's implementation; the path's `/v1` is the contract's. */
export const version = '0.1.0'
