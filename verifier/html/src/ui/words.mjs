/** Every word the page says, in Chinese and in English. */
import { CODES_EN, CODES_ZH } from './reasons.mjs'

const ZH = {
  title: '证据包核验', subtitle: '离线核对一个证据包：不联网，不上传，不依赖制作它的系统。', language: 'English', languageName: '切换到英文',
  bundle: '证据包', drop: '把证据包（.zip）拖到这里，或点按选择',
  trust: '您信任什么', trustHelp: '以下各项须由您从证据包之外取得（当面抄录、公开登记、见证方提供）。证据包自带的不算数。都不填也能核对，但结论至多是“无法证实”。',
  root: '根密钥指纹', rootHelp: '64 位十六进制，由单位公布；也可粘贴公钥（JWK 或 PEM）', rootBad: '看不懂：应是 64 位十六进制指纹，或一个 Ed25519 公钥',
  witness: '见证方公钥', witnessHelp: '每行一个，形如 名称+8 位编号+Base64', witnessBad: '看不懂：应每行一个见证方公钥，或编号与公钥不符',
  checkpoint: '您留存的检查点', checkpointHelp: '以前从本系统取得、自己保存的检查点文件，可多选', checkpointBad: '这不是检查点文件',
  tsa: '时间戳机构证书', tsaHelp: '可不填；该机构的根证书，PEM 或 DER', tsaBad: '这不是证书文件', files: '选择文件', none: '未选',
  start: '开始核验', again: '重新核验', cancel: '停下', reading: '正在读取并计算', judging: '正在逐项核对', stopped: '已停下，没有结论。',
  unreadable: '文件读不出来（可能已被移走或介质有误），没有结论。', fault: '本程序出错，没有结论。请用另一核验程序复核。', wrong: '您填的内容有误，请先改正。',
  PASS: '通过', FAIL: '不通过', UNVERIFIABLE: '无法证实',
  passLine: '证据包里每一项都与收讫时一字不差，次序未变，且所在的日志已被外部看到。', failLine: '至少有一处与记录不符，见下。', unverifiableLine: '没有发现改动，但缺少可信的外部依据，不能下“通过”的结论。',
  rootless: '请填根密钥指纹后重新核验。', eyeless: '请填见证方公钥、您留存的检查点或时间戳机构证书后重新核验。',
  result: '核验结论', items: '逐项结论', all: '全部', showMore: '再显示', rows: '项', print: '打印记录（一页）', printAll: '打印全部条目',
  recordTitle: '证据包核验记录', file: '文件', size: '大小', manifest: '清单指纹', named: '标题（制作者所写）', origin: '日志名称', made: '制作时间',
  log: '日志检查点', logSize: '条', seen: '外部依据', seenNone: '无', seenWitness: '见证方', seenTsa: '时间戳', seenKept: '您留存的检查点', rootUsed: '根密钥', rootUnknown: '您未填，无从核对',
  checkedAt: '核验时间', checkedBy: '核验人（签字）', yourTrust: '核验人所信任的', beijing: '北京时间',
  evidence: '照片', report: '报告', submission: '反馈', received: '收讫', sha256: '原件指纹', statedSha256: '内容指纹', idx: '日志条目', idxNo: '第 {idx} 条', noContent: '包内无正文，只证明指纹', taken: '拍摄（手机所报）', after: '签名不早于', key: '设备密钥', seq: '第 {seq} 份记录', place: '位置（手机所报）', camera: '拍摄', picker: '相册', filed: '文件', person: '人员编号', record: '拍摄记录', noRecord: '无拍摄记录',
  notes: '另需说明', note_gap: '设备密钥 {key}：第 {after} 份与第 {before} 份之间的记录不在本包，或不可读', note_erased: '日志第 {about} 条的内容已删除或不在：只证明有过记录', note_kept_silent: '您留存的一个检查点与本包的日志无法比对（不同日志，或包内缺少连接证明）', note_stamp_unsupported: '时间戳 {about} 所用算法本浏览器不能核对，未计入', noteMore: '其余 {count} 条从略',
  proves: '能证明什么', provesList: ['收讫之后，原件一个字节也没有变', '有拍摄记录的：由持有该登记密钥的设备在所示时段内作出', '在检查点之前，日志条目的次序完整，无人（含运维者）增删改而不被发现'],
  not: '不能证明什么', notList: ['画面是否真实：翻拍、摆拍、进入系统之前的修改', '手机当时拿在谁手里；手机所报的位置和时间', '有没有没上传的照片（编号缺口除外）', '最后一个外部依据之后的事'],
  onePage: '其余 {count} 项从略；清单指纹涵盖全部条目。', footer: '本页是一个独立文件，可存于 U 盘，断网使用。格式：docs/evidence.md。',
}

const EN = {
  title: 'Evidence bundle check', subtitle: 'Checks an evidence bundle offline: no network, no upload, no need of the system that made it.', language: '中文', languageName: 'Switch to Chinese',
  bundle: 'Evidence bundle', drop: 'Drop the bundle (.zip) here, or choose it',
  trust: 'What you trust', trustHelp: 'Get these from outside the bundle: written down in person, from a public register, from the witness. What the bundle says of itself does not count. With none of them the answer is at best “unverifiable”.',
  root: 'Root key thumbprint', rootHelp: '64 hex digits, published by the office; or paste the public key (JWK or PEM)', rootBad: 'Not understood: 64 hex digits or an Ed25519 public key, please',
  witness: 'Witness keys', witnessHelp: 'One a line: name+8 digits+Base64', witnessBad: 'Not understood: one witness key a line, or an id that is not its key’s',
  checkpoint: 'Checkpoints you kept', checkpointHelp: 'Checkpoint files of this log that you saved earlier; several are fine', checkpointBad: 'This is not a checkpoint file',
  tsa: 'Time-stamping certificate', tsaHelp: 'Optional; the authority’s root certificate, PEM or DER', tsaBad: 'This is not a certificate file', files: 'Choose files', none: 'None',
  start: 'Check', again: 'Check again', cancel: 'Stop', reading: 'Reading and hashing', judging: 'Checking item by item', stopped: 'Stopped. There is no verdict.',
  unreadable: 'The file cannot be read (moved, or a faulty medium). There is no verdict.', fault: 'This program failed. There is no verdict; please use the other verifier.', wrong: 'Please mend what you entered first.',
  PASS: 'Pass', FAIL: 'Fail', UNVERIFIABLE: 'Unverifiable',
  passLine: 'Every item is byte for byte as received, in its order, in a log that outside eyes saw.', failLine: 'At least one thing is not as recorded; see below.', unverifiableLine: 'No change was found, but without something outside to rely on it cannot be called a pass.',
  rootless: 'Enter the root key thumbprint and check again.', eyeless: 'Enter a witness key, a checkpoint you kept or a time-stamping certificate and check again.',
  result: 'Verdict', items: 'Item by item', all: 'All', showMore: 'Show more', rows: 'items', print: 'Print the record (one page)', printAll: 'Print every item',
  recordTitle: 'Record of an evidence bundle check', file: 'File', size: 'Size', manifest: 'List hash', named: 'Title (as its maker wrote it)', origin: 'Log', made: 'Made at',
  log: 'Checkpoint', logSize: 'entries', seen: 'Seen from outside by', seenNone: 'Nobody', seenWitness: 'Witness', seenTsa: 'Time-stamp', seenKept: 'A checkpoint you kept', rootUsed: 'Root key', rootUnknown: 'you entered none to compare with',
  checkedAt: 'Checked at', checkedBy: 'Checked by (signature)', yourTrust: 'Trusted by the reader', beijing: 'Beijing time',
  evidence: 'Photograph', report: 'Report', submission: 'Answer', received: 'Received', sha256: 'Hash of the original', statedSha256: 'Hash of the content', idx: 'Log entry', idxNo: 'no. {idx}', noContent: 'The text is not in the bundle: only its hash is proven', taken: 'Taken (by the phone’s word)', after: 'Signed not before', key: 'Device key', seq: 'record no. {seq}', place: 'Place (by the phone’s word)', camera: 'camera', picker: 'album', filed: 'file', person: 'Person', record: 'Capture record', noRecord: 'No capture record',
  notes: 'Also to be said', note_gap: 'Device key {key}: records between no. {after} and no. {before} are not in this bundle, or cannot be read', note_erased: 'The content of log entry {about} was erased or is not here: only that something was recorded is proven', note_kept_silent: 'A checkpoint you kept cannot be compared with this log (another log, or no proof between them in the bundle)', note_stamp_unsupported: 'Time-stamp {about} uses an algorithm this browser cannot check; it was not counted', noteMore: '{count} more left out',
  proves: 'What this proves', provesList: ['Since receipt not one byte of the originals has changed', 'With a capture record: made by a device that held the enrolled key, within the period shown', 'Up to the checkpoint the log is complete and in order: nobody, its operator included, added, removed or changed an entry unseen'],
  not: 'What it does not prove', notList: ['That the scene was real: re-photographed, staged, or edited before it came in', 'Who held the phone; the place and time the phone reported', 'That nothing was left unsent (gaps in the numbering apart)', 'Anything after the last outside sighting'],
  onePage: '{count} more items left out; the list hash covers them all.', footer: 'This page is one file: keep it on a USB stick, use it without a network. Format: docs/evidence.md.',
}

const LANGUAGES = { zh: { words: ZH, codes: CODES_ZH }, en: { words: EN, codes: CODES_EN } }
let chosen = 'zh'

export const language = () => chosen
export const speak = (name) => { chosen = name }

/** A word, with `{name}` replaced. */
export const w = (key, given = {}) => fill(LANGUAGES[chosen].words[key], given)
export const reason = code => LANGUAGES[chosen].codes[code]

const fill = (word, given) => (typeof word === 'string' ? word.replace(/\{(\w+)\}/g, (_, name) => String(given[name])) : word)
