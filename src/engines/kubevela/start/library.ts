/** The templates and Applications of the watched namespaces, kept at hand by their watches: what a run would do is told from memory. */
import type { Json } from '../../../domain/run.ts';
import { UserError } from '../../../errors.ts';
import { Application, type ApplicationSpec, type Workflow } from '../document/documents.ts';
import { gitOpsOf } from '../form/gitops.ts';
import type { FindTemplate } from '../form/subject.ts';
import { type Named, nameOf, parseName } from '../names.ts';
import { type Sink, uidOf } from '../observe/reflector.ts';
import { type Template, templateOfObject } from './template.ts';

type Place = { namespace: string; name: string };

/** `owner`: whose repository says what it is. */
type Known = { spec: ApplicationSpec; owner: string | undefined };

export type Library = {
  findTemplate: FindTemplate;
  /** A file here goes before an object there. */
  file(place: Place): Template | undefined;
  template(place: Place): Template | undefined;
  /** Only of an Application that an environment names. */
  application(place: Place): Known | undefined;
  hasApplication(place: Place): boolean;
  /** What an environment's `workflow` means. Throws `UserError` `engine.unknown-workflow` for what is none of the engine's names. */
  resolve(workflow: string): Named;
  /** Throws `UserError` `engine.unknown-workflow`. */
  unknown(workflow: string): never;
  /** Whether all of a namespace's objects of this kind have been seen. */
  isWhole(kind: Named['kind'], namespace: string): boolean;
  /** Everything that can be started, by the names that environments give. */
  all(): readonly Named[];
  workflows(namespace: string): Sink;
  applications(namespace: string): Sink;
};

/**
 * `used`: workflows that environments name; of other Applications only their names are kept, there may be thousands.
 */
export function createLibrary(
  namespaces: readonly string[],
  files: readonly Template[],
  used: ReadonlySet<string>,
): Library {
  const workflows = new Map<string, Kept & { template: Template; workflow: Workflow }>();
  const applications = new Map<string, Kept & { known: Known | undefined }>();
  const whole = new Set<string>();

  function takeWorkflow(object: Json): void {
    const read = templateOfObject(object);
    if (read === undefined) return;
    const { namespace, name } = read.template;
    workflows.set(placeOf(namespace, name), { uid: uidOf(object), namespace, name, ...read });
  }

  function takeApplication(object: Json): void {
    const read = Application.safeParse(object);
    if (!read.success) return;
    const { namespace, name, uid } = read.data.metadata;
    const isUsed = used.has(nameOf({ kind: 'Application', namespace, name }, namespaces));
    const known = isUsed ? { spec: read.data.spec, owner: gitOpsOf(read.data.metadata) } : undefined;
    applications.set(placeOf(namespace, name), { uid, namespace, name, known });
  }

  function sinkOf(
    kind: Named['kind'],
    namespace: string,
    map: Map<string, Kept>,
    take: (object: Json) => void,
  ): Sink {
    return {
      async listed(objects) {
        for (const object of objects) take(object);
      },
      complete(uids) {
        whole.add(placeOf(kind, namespace));
        for (const [place, kept] of map)
          if (kept.namespace === namespace && !uids.has(kept.uid)) map.delete(place);
      },
      changed: take,
      deleted(object) {
        const uid = uidOf(object);
        for (const [place, kept] of map) if (kept.uid === uid) map.delete(place);
      },
    };
  }

  const library: Library = {
    findTemplate: (namespace, name) => workflows.get(placeOf(namespace, name))?.workflow,
    file: ({ namespace, name }) => files.find((file) => file.namespace === namespace && file.name === name),
    template: ({ namespace, name }) => workflows.get(placeOf(namespace, name))?.template,
    application: ({ namespace, name }) => applications.get(placeOf(namespace, name))?.known,
    hasApplication: ({ namespace, name }) => applications.has(placeOf(namespace, name)),
    resolve: (workflow) => parseName(workflow, namespaces) ?? library.unknown(workflow),
    unknown(workflow) {
      const known = library.all().map((named) => nameOf(named, namespaces));
      throw new UserError('engine.unknown-workflow', { workflow, known });
    },
    all() {
      const templates = [...files, ...workflows.values()];
      return [
        ...templates.map(({ namespace, name }) => ({ kind: 'Workflow' as const, namespace, name })),
        ...[...applications.values()].map(({ namespace, name }) => ({
          kind: 'Application' as const,
          namespace,
          name,
        })),
      ];
    },
    isWhole: (kind, namespace) => whole.has(placeOf(kind, namespace)),
    workflows: (namespace) => sinkOf('Workflow', namespace, workflows, takeWorkflow),
    applications: (namespace) => sinkOf('Application', namespace, applications, takeApplication),
  };
  return library;
}

type Kept = Place & { uid: string };

function placeOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
