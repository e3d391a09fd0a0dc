/** The files of a project without its hooks. */
export const SCRIPTS = {
  '.fastmigrate': '[paths]\ndb = app.db\nmigrations = migrations\n',
  'migrations/0001-people.sql': "CREATE TABLE people (name);\nINSERT INTO people VALUES ('Åsa');\n",
  'migrations/0002-tags.sql': 'CREATE TABLE tags (id);\n',
};

/** A module that keeps its version in a variable and prints each call. */
export function printing(more: string): string {
  return `version = 0
def get_connection(db):
    print("connect", type(db).__name__, db)
    return "conn"
def ensure_meta_table(conn): print("ensure", conn)
def get_version(conn): return version
def set_version(conn, value):
    global version
    version = value
    print("set", value)
def execute_sql(conn, sql): print("sql", sql.strip())
${more}`;
}
