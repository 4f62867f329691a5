/** A fix in whole numbers, as a capture record says it. */
import { expect, it } from 'vitest'
import { fixOf, geoOf } from './usePosition'

const seen = (latitude: number, longitude: number, accuracy: number): GeolocationPosition =>
  ({ coords: { latitude, longitude, accuracy }, timestamp: Date.parse('2026-11-23T01:02:03.456Z') }) as GeolocationPosition

it.each([
  [40.1102, 102.1102, 6, { lat_e7: 401102000, lon_e7: 1021102000, acc_cm: 600 }],
  [-0.00000004, -179.99999996, 12.34, { lat_e7: -0, lon_e7: -1800000000, acc_cm: 1230 }],
  [89.12345678, 0, 1500.06, { lat_e7: 891234568, lon_e7: 0, acc_cm: 150010 }],
])('%d, %d within %d m', (lat, lon, accuracy, said) => {
  expect(geoOf(fixOf(seen(lat, lon, accuracy)))).toEqual({ st: 'ok', t: '2026-11-23T01:02:03.456Z', ...said })
})
