create publication feed; alter publication feed owner to app_owner;
