// What a provisioned dashboard is made of, from Grafana's own types. `generate.mjs` puts the imports of a version before
// this text: `dashboard` and one namespace a panel plugin.
//
// Grafana's dashboard leaves `options`, `custom` and `targets` open, because plugins fill them; here they are closed by
// the plugins' own types. What @grafana/schema has no type for (the Prometheus query, which moved to a package of its
// own, and the alert list, which never had one) is written down at the end, after the code that reads it.

type Field<Custom> = Omit<dashboard.FieldConfig, 'custom' | 'links'> & { custom?: Custom; links?: dashboard.DashboardLink[] };
type FieldConfig<Custom> = Omit<dashboard.FieldConfigSource, 'defaults'> & { defaults: Field<Custom> };
type PanelOf<Type extends string, Options, Custom> = Omit<
  dashboard.Panel,
  'type' | 'options' | 'fieldConfig' | 'targets' | 'id' | 'title' | 'gridPos'
> & {
  id: number;
  type: Type;
  title: string;
  gridPos: dashboard.GridPos;
  fieldConfig?: FieldConfig<Custom>;
  options: Options;
  targets?: Query[];
};
type Nothing = Record<string, never>;

export type Timeseries = PanelOf<'timeseries', timeseries.Options, timeseries.FieldConfig>;
export type Stat = PanelOf<'stat', stat.Options, Nothing>;
export type Gauge = PanelOf<'gauge', gauge.Options, Nothing>;
export type Bargauge = PanelOf<'bargauge', bargauge.Options, Nothing>;
export type Table = PanelOf<'table', table.Options, table.FieldConfig>;
export type Heatmap = PanelOf<'heatmap', heatmap.Options, heatmap.FieldConfig>;
export type Histogram = PanelOf<'histogram', histogram.Options, histogram.FieldConfig>;
export type StateTimeline = PanelOf<'state-timeline', statetimeline.Options, statetimeline.FieldConfig>;
export type Piechart = PanelOf<'piechart', piechart.Options, piechart.FieldConfig>;
export type Logs = PanelOf<'logs', logs.Options, Nothing>;
export type Text = PanelOf<'text', text.Options, Nothing>;
export type Alertlist = PanelOf<'alertlist', AlertListOptions, Nothing>;
export type Row = Omit<dashboard.RowPanel, 'panels' | 'datasource'> & { panels: unknown[]; gridPos: dashboard.GridPos };

type Annotation = Omit<dashboard.AnnotationQuery, 'target'> & {
  target: Query;
  titleFormat?: string;
  textFormat?: string;
  tagKeys?: string;
  useValueForTime?: boolean;
};

export type Dashboard = Omit<dashboard.Dashboard, 'panels' | 'annotations'> & {
  annotations?: { list?: Annotation[] };
  panels: unknown[];
  uid: string;
  title: string;
};

// The query of the Prometheus and Loki datasources.
interface Query {
  refId: string;
  datasource?: dashboard.DataSourceRef;
  expr: string;
  editorMode?: 'code' | 'builder';
  exemplar?: boolean;
  format?: 'time_series' | 'table' | 'heatmap';
  hide?: boolean;
  instant?: boolean;
  interval?: string;
  legendFormat?: string;
  maxLines?: number;
  queryType?: 'instant' | 'range';
  range?: boolean;
}

// The options of the alert list as all of 11.6 to 13.2 read them.
interface AlertListOptions {
  alertInstanceLabelFilter: string;
  alertName: string;
  dashboardAlerts: boolean;
  datasource?: string;
  groupBy: string[];
  groupMode: 'default' | 'custom';
  maxItems: number;
  showInstances: boolean;
  sortOrder: 1 | 2 | 3 | 4 | 5;
  stateFilter: { error: boolean; firing: boolean; noData: boolean; normal: boolean; pending: boolean };
  viewMode: 'list' | 'stat';
}
