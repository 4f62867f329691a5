/** A unit as its form holds it, and as it is sent: blanks become nothing. */
import type { Unit, UnitKind } from '@/api/types'

export const KINDS: readonly UnitKind[] = ['department', 'township', 'subdistrict', 'village', 'community', 'project_owner', 'office', 'county_committee', 'county_gov', 'media', 'discipline']

export interface UnitForm {
  parent_id: string; name: string; short_name: string; kind: UnitKind; code12: string; lon: string; lat: string; hats: Unit['hats']; contact_phone: string
}

export function blankUnit(): UnitForm {
  return { parent_id: '', name: '', short_name: '', kind: 'department', code12: '', lon: '', lat: '', hats: ['target'], contact_phone: '' }
}

export function unitForm(unit: Unit): UnitForm {
  return {
    parent_id: unit.parent_id ?? '', name: unit.name, short_name: unit.short_name, kind: unit.kind, code12: unit.code12 ?? '',
    lon: unit.lon?.toString() ?? '', lat: unit.lat?.toString() ?? '', hats: [...unit.hats], contact_phone: unit.contact_phone ?? '',
  }
}

/** A number that is none goes as it was typed: the server names the field. */
function degrees(typed: string): number | string | null {
  const said = typed.trim()
  return said === '' ? null : Number.isFinite(Number(said)) ? Number(said) : said
}

export function unitOf(form: UnitForm): Record<string, unknown> {
  return {
    parent_id: form.parent_id || null, name: form.name.trim(), short_name: form.short_name.trim(), kind: form.kind, code12: form.code12.trim() || null,
    lon: degrees(form.lon), lat: degrees(form.lat), hats: form.hats, contact_phone: form.contact_phone.trim() || null,
  }
}
