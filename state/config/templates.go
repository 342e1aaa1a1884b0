package config

import "path/filepath"

// Templates is the directory of the order files that an order can begin with: the one that f names, or templates beside
// the configuration file, wherever that is or would be. It need not be there; "" is nowhere. The error is a path that
// is certainly a mistake, as [FilePath] has it.
func Templates(f *File, flag string, env Lookup, home string) (string, error) {
	if f.templates != "" {
		source := f.Path
		if f.doc != nil {
			source = (&reader{doc: f.doc, path: f.Path}).place("templates")
		}
		return FilePath(Value{Text: f.templates, Origin: OriginFile, Source: source}, "", home)
	}
	return beside(f, flag, env, home, "templates")
}

// ThemeFile is where the theme of the name is: in themes, beside the configuration file; "" is nowhere.
func ThemeFile(f *File, flag string, env Lookup, home, name string) (string, error) {
	dir, err := beside(f, flag, env, home, "themes")
	if dir == "" || err != nil {
		return "", err
	}
	return filepath.Join(dir, name+".yaml"), nil
}

// beside is a directory beside the configuration file, wherever that is or would be; "" is nowhere.
func beside(f *File, flag string, env Lookup, home, name string) (string, error) {
	path := f.Path
	if path == "" {
		var err error
		if path, _, _, err = Path(flag, env, home); path == "" || err != nil {
			return "", err
		}
	}
	return filepath.Join(filepath.Dir(path), name), nil
}
