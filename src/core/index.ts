/** The engine as a library: plain functions over a `Project` and a `Runtime`. */
export { backupDatabase } from './backup/backup.ts';
export type {
  BackupInfo,
  EnrollReport,
  RestorePreview,
  RestoreReport,
  TablePreview,
} from './backup/backupFile.ts';
export type { InterruptedRun } from './backup/guard.ts';
export { listBackups } from './backup/list.ts';
export { previewRestore } from './backup/preview.ts';
export { restoreReference, saveReference } from './backup/reference.ts';
export { restoreBackup } from './backup/restore.ts';
export { baselineProject as baseline } from './backend/baselineProject.ts';
export { ciProject as ci } from './backend/ciProject.ts';
export { createProject } from './backend/createProject.ts';
export { runProject as runPending } from './backend/runProject.ts';
export { rehearseProject as rehearse } from './backend/rehearseProject.ts';
export { projectStatus } from './backend/projectStatus.ts';
export { createDatabase, readVersion } from './database/version.ts';
export { describe, MigrateError } from './errors.ts';
export type {
  ErrorReport,
  Failure,
  FailureCode,
  ForeignKeyViolation,
  Position,
  Refusal,
} from './errors.ts';
export type { EngineEvent } from './events.ts';
export { compareWithDesired } from './generate/compare.ts';
export type { Comparison, CompareOptions } from './generate/compare.ts';
export { generateMigration } from './generate/generate.ts';
export type { GenerateOptions, GenerateReport } from './generate/generate.ts';
export { dev } from './workflow/dev.ts';
export { enroll } from './migration/enroll.ts';
export { newMigration } from './migration/newMigration.ts';
export { recover } from './migration/recover.ts';
export type {
  BackendInfo,
  Divergence,
  MigrationReport,
  MigrationResult,
  MigrationStatus,
  ProjectState,
  ReferenceInfo,
  ReferenceStatus,
  RunReport,
  ScriptKind,
  StatusReport,
} from './migration/report.ts';
export { renumber } from './migration/renumber.ts';
export { recordScripts } from './migration/rerecord.ts';
export { restoreScript, restoreScripts } from './migration/restoreScripts.ts';
export type { RestoredScripts } from './migration/restoreScripts.ts';
export type { RunOptions } from './migration/run.ts';
export { readStatus } from './migration/status.ts';
export type { StatusOptions } from './migration/status.ts';
export { schemaAtVersion } from './replay/replay.ts';
export { originOf } from './replay/origin.ts';
export { diffSchemas } from './schema/diff/diff.ts';
export { describeChanges } from './schema/diff/describe.ts';
export { planChanges } from './schema/plan/planChanges.ts';
export { renderPlan } from './schema/plan/renderPlan.ts';
export type { Change, RenameCandidate, Renames, SchemaDiff, TableChange } from './schema/change.ts';
export type * from './schema/model.ts';
export type { Hazard, HazardKind, Plan, PlanRefusal, Step } from './schema/step.ts';
export type { DevOptions, WorkflowReport, WorkflowStep } from './workflow/workflow.ts';
export { discoverProjects, resolveProject, resolveProjects } from './project/discover.ts';
export type { Convention, Project } from './project/project.ts';
export type { Runtime } from './runtime.ts';
