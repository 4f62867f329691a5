"""The names of the policy: who people are, and what a verb may ask for. Who holds what is in `policy.py`."""

from enum import StrEnum


class Role(StrEnum):
    """The 16 roles of domain.md §4; combinable."""

    INSPECTOR = "inspector"  # INS 督查员
    TEAM_LEADER = "team_leader"  # TL 督查组组长
    REVIEWER = "reviewer"  # REV 督查室审核员
    DIRECTOR = "director"  # DIR 督查室主任
    APPROVER = "approver"  # APP 审批领导
    COUNTY_LEADER = "county_leader"  # LDR 县领导
    DEPARTMENT = "department"  # DEP 部门督查联络员
    UNIT_CONTACT = "unit_contact"  # UC 被督查单位联络员
    UNIT_PRINCIPAL = "unit_principal"  # UP 单位主要负责人
    REVIEW_OFFICER = "review_officer"  # REC 复核承办人
    DISCIPLINE = "discipline"  # DIS 纪委监委联络员
    MEDIA = "media"  # MED 媒体联络员
    SYSADMIN = "sysadmin"  # SYS 系统管理员
    SECADMIN = "secadmin"  # SEC 安全管理员
    AUDITOR = "auditor"  # AUD 审计员
    API_CLIENT = "api_client"  # API 系统接口; what it may do comes from its scopes


class Permission(StrEnum):
    """What a verb may ask for."""

    # matters 督查事项
    TASK_READ = "task.read"
    TASK_WRITE = "task.write"
    TASK_PROPOSE = "task.propose"  # a department proposes matters of its own
    TASK_APPROVE = "task.approve"
    TASK_DISPATCH = "task.dispatch"
    TASK_SIGN = "task.sign"
    TASK_ANSWER = "task.answer"
    TASK_BEHALF = "task.behalf"  # enters what a unit sent on paper
    TASK_JUDGE = "task.judge"
    TASK_CLOSE = "task.close"
    TASK_CLOSE_MAJOR = "task.close_major"
    TASK_HALT = "task.halt"  # suspends, resumes, cancels
    # seals 密封
    SEAL_KEEP = "seal.keep"  # knows every sealed mission by office (domain.md §3.4 C0)
    # missions 督查活动
    MISSION_READ = "mission.read"
    MISSION_PLAN = "mission.plan"
    MISSION_APPROVE = "mission.approve"
    MISSION_DECIDE = "mission.decide"
    MISSION_DEPLOY = "mission.deploy"
    MISSION_FIELD = "mission.field"
    MISSION_LEAD = "mission.lead"
    MISSION_ATTEND = "mission.attend"
    MISSION_CONCLUDE = "mission.conclude"
    MISSION_ARCHIVE = "mission.archive"
    MISSION_ABORT = "mission.abort"
    MISSION_READERS = "mission.readers"  # who read a sealed mission (domain.md §3.4 rule 9)
    # random draw 双随机
    DRAW_RUN = "draw.run"
    DRAW_WITNESS = "draw.witness"
    # reports 暗访报告
    REPORT_WRITE = "report.write"
    REPORT_REVIEW = "report.review"
    REPORT_CONFIRM = "report.confirm"  # as the second inspector of the team
    REPORT_TEAM = "report.team"
    EVIDENCE_ORIGINAL = "evidence.original"
    BUNDLE_MAKE = "bundle.make"  # carries originals out of the house, with a reason
    EVIDENCE_MASK = "evidence.mask"  # covers what may not be seen on the copies that leave the office
    # findings 问题
    FINDING_DECIDE = "finding.decide"
    FINDING_PROPOSE = "finding.propose"
    FINDING_MARK = "finding.mark"
    FINDING_TRANSFER = "finding.transfer"
    FINDING_REINSPECT = "finding.reinspect"
    FINDING_CLOSE = "finding.close"
    # orders 交办
    ORDER_ISSUE = "order.issue"
    ORDER_SIGN = "order.sign"
    ORDER_ANSWER = "order.answer"
    ORDER_JUDGE = "order.judge"
    # conclusions 督查结论 and reviews 复核
    CONCLUSION_READ = "conclusion.read"
    CONCLUSION_WRITE = "conclusion.write"
    CONCLUSION_SIGN = "conclusion.sign"
    CONCLUSION_ISSUE = "conclusion.issue"
    CONCLUSION_RECEIVE = "conclusion.receive"
    REVIEW_READ = "review.read"
    REVIEW_DRAFT = "review.draft"
    REVIEW_FILE = "review.file"
    REVIEW_EXAMINE = "review.examine"  # the form, then the matter, by those assigned
    REVIEW_ASSIGN = "review.assign"
    REVIEW_DECIDE = "review.decide"
    REVIEW_STAY = "review.stay"
    EVIDENCE_HANDED = "evidence.handed"  # originals of what was assigned to them by name
    # orders: objection, suspension, extension, second looks 异议、中止、延期、回头看
    ORDER_JUDGE_SERIOUS = "order.judge_serious"
    ORDER_OBJECT = "order.object"
    ORDER_REASSIGN = "order.reassign"
    ORDER_SUSPEND = "order.suspend"
    ORDER_REVOKE = "order.revoke"  # after an appeal
    ORDER_PROGRESS = "order.progress"
    SUBMISSION_WITHDRAW = "submission.withdraw"
    SUBMISSION_ENTER = "submission.enter"
    EXTENSION_FILE = "extension.file"
    EXTENSION_DECIDE = "extension.decide"
    EXTENSION_DECIDE_LONG = "extension.decide_long"
    EXTENSION_DECIDE_ANY = "extension.decide_any"
    REINSPECTION_PLAN = "reinspection.plan"
    REINSPECTION_SEAL = "reinspection.seal"
    REINSPECTION_JUDGE = "reinspection.judge"
    REINSPECTION_APPLY = "reinspection.apply"
    # coordination 协调调度
    COORDINATION_RAISE = "coordination.raise"
    COORDINATION_DECIDE = "coordination.decide"
    COORDINATION_CLOSE = "coordination.close"
    # difficulties 困难诉求
    DIFFICULTY_ENTER = "difficulty.enter"
    DIFFICULTY_ASSIGN = "difficulty.assign"
    DIFFICULTY_ANSWER = "difficulty.answer"
    # telegrams 明电
    TELEGRAM_DRAFT = "telegram.draft"
    TELEGRAM_SIGN = "telegram.sign"
    TELEGRAM_ISSUE = "telegram.issue"
    TELEGRAM_RECEIVE = "telegram.receive"
    # ledgers 台账
    LEDGER_READ = "ledger.read"
    LEDGER_EXPORT = "ledger.export"
    # deadlines and notices 期限与提醒
    NOTICE_READ = "notice.read"
    DEADLINE_PRINCIPAL = "deadline.principal"  # an overdue matter of the unit is brought before them
    DEADLINE_DIRECT = "deadline.direct"  # proposals to interview come to them
    # results 结果运用
    RESULT_DRAFT = "result.draft"
    RESULT_PROPOSE = "result.propose"
    RESULT_APPROVE = "result.approve"
    RESULT_EXECUTE = "result.execute"
    RESULT_CHECK = "result.check"  # secrecy and public opinion, before anything goes to the media
    RESULT_KEEP = "result.keep"  # knows what is sealed of them, and who lags
    RESULT_OUTCOME = "result.outcome"
    RESULT_AIR = "result.air"
    RESULT_PLEDGE = "result.pledge"
    # examples 典型
    EXAMPLE_DRAFT = "example.draft"
    EXAMPLE_VERIFY = "example.verify"
    EXAMPLE_APPROVE = "example.approve"
    EXAMPLE_PROMOTE = "example.promote"
    # duties and indicators 履职与指标
    INDICATOR_READ = "indicator.read"
    DUTY_WAIVE = "duty.waive"
    DUTY_LEAD = "duty.lead"  # owes the quarterly duty of leaders (domain.md §1 row 25)
    # the house itself
    RULE_READ = "rule.read"
    RULE_WRITE = "rule.write"
    CALENDAR_WRITE = "calendar.write"
    USER_READ = "user.read"
    USER_ADMIN = "user.admin"  # accounts, posts; no roles
    ROLE_GRANT = "role.grant"
    STANDING_READ = "standing.read"  # former posts and declared interests of others
    DELEGATE = "delegation.write"  # one's own roles; who grants roles delegates anybody's
    DEVICE_ENROL = "device.enrol"  # gives codes to people in person, ends anybody's device key
    FLEET_READ = "fleet.read"  # how the phones are: what waits, whose clock is wrong, which have no room
    UNIT_ADMIN = "unit.admin"
    AUDIT_READ = "audit.read"
    ERASE_ASK = "erase.ask"  # has what the log says of a person erased
    ERASE_CONFIRM = "erase.confirm"  # the second of the two it takes
    SYSTEM = "system"  # acts no person may do: the state machine's own moves
