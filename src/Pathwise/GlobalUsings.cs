global using Pathwise.Graphs;
global using Pathwise.Ops;
